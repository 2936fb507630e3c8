-- What are the products called?
SELECT sku, department, category, type, package_size
FROM products
