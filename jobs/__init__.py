"""Programs of Glue and Batch: what they share, and in `retail` the example's own."""
