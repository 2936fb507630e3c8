"""One question of analysts, answered by the warehouse, the lake and plain SQL over raw alike."""
