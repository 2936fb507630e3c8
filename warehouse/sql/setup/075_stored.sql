-- The tables that the daily merge fills. A sale and its lines lie on one slice; a day's rows lie together.
CREATE TABLE IF NOT EXISTS stored.sales (
    sale_id VARCHAR(640) NOT NULL ENCODE zstd,
    store_id VARCHAR(256) NOT NULL,
    business_day DATE NOT NULL,
    register_id VARCHAR(256) NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    payment_token VARCHAR(256) NOT NULL,
    loyalty_id VARCHAR(256),
    lines INT NOT NULL,
    total_cents BIGINT NOT NULL,
    net_cents BIGINT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    arrived_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (sale_id)
) DISTSTYLE KEY DISTKEY (sale_id) COMPOUND SORTKEY (business_day, store_id);

CREATE TABLE IF NOT EXISTS stored.sale_lines (
    sale_id VARCHAR(640) NOT NULL ENCODE zstd,
    line_no INT NOT NULL,
    store_id VARCHAR(256) NOT NULL,
    business_day DATE NOT NULL,
    sku VARCHAR(256) NOT NULL,
    quantity BIGINT NOT NULL,
    total_cents BIGINT NOT NULL,
    retail_cents BIGINT NOT NULL,
    coupon_cents BIGINT NOT NULL,
    coupon_match_cents BIGINT NOT NULL,
    PRIMARY KEY (sale_id, line_no)
) DISTSTYLE KEY DISTKEY (sale_id) COMPOUND SORTKEY (business_day, store_id);

CREATE TABLE IF NOT EXISTS stored.daily_store_sales (
    store_id VARCHAR(256) NOT NULL,
    business_day DATE NOT NULL,
    version INT NOT NULL,
    sales BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    units BIGINT NOT NULL,
    total_cents BIGINT NOT NULL,
    net_cents BIGINT NOT NULL,
    return_lines BIGINT NOT NULL,
    return_cents BIGINT NOT NULL,
    PRIMARY KEY (store_id, business_day)
) DISTSTYLE ALL COMPOUND SORTKEY (business_day, store_id);

CREATE TABLE IF NOT EXISTS stored.products (
    sku VARCHAR(256) NOT NULL,
    department VARCHAR(256),
    category VARCHAR(256),
    brand VARCHAR(256),
    PRIMARY KEY (sku)
) DISTSTYLE ALL SORTKEY (sku);

CREATE TABLE IF NOT EXISTS stored.loads (
    loaded_through TIMESTAMPTZ NOT NULL
) DISTSTYLE ALL;
