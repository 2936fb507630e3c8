-- What can be sold, as the lake has it now. Not TRUNCATE: it would commit what came before it.
DELETE FROM stored.products;

INSERT INTO stored.products (sku, department, category, brand)
SELECT sku, department, category, brand
FROM (
    SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.sku ORDER BY p.valid_from DESC) AS age
    FROM lake.products AS p
) AS known
WHERE age = 1;
