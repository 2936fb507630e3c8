-- Below what stock is a product ordered again?
SELECT sku, department, category, type, package_size, reorder_level
FROM products
WHERE reorder_level IS NOT NULL
