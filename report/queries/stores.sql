-- What are the stores called?
SELECT store_id, name, region FROM stores
