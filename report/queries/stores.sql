-- What are the stores called, and where are their clocks?
SELECT store_id, name, region, time_zone FROM stores
