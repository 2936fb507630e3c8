-- Lines of the day that count, or would with the sales as they are made: those of another payload never do.
SELECT l.*
FROM day_lines AS l
JOIN (
    SELECT sale_id, digest FROM made_sales
    UNION
    SELECT sale_id, digest FROM sales_to_delete
) AS s ON s.sale_id = l.sale_id AND s.digest = l.digest
