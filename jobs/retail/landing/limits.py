"""How much of a file is read, kept and told: whatever a sender uploads, it costs so much and no more."""

MOST_MIB = 128
MOST_BYTES = MOST_MIB * 1024 * 1024
"""Of a file as it is uploaded, and of one that is unpacked."""
LARGEST_MANIFEST = 64 * 1024
MOST_UPLOADS = 10
"""Of one name and of the stated size, the newest, among which the announced one is looked for."""

MOST_ROWS = 500_000
MOST_LINES_SPLIT = 2 * MOST_ROWS
"""So many lines of what is no CSV are split to see in which column a code stands: 20 seconds at most."""
LONGEST_ROW = 131_072
"""In characters, line ends within values among them."""
# Something else than CSV may have a million fields in its first line.
MOST_COLUMNS = 100
HEAD_LINES, HEAD_CHARACTERS = 20, 65_536
"""Where the columns' names are looked for."""
MOST_SALES = 20_000
"""A store's sales go onto the stream one a request, in their order: a quarter of an hour at 45 ms each."""

MOST_PROBLEMS = 1_000
MOST_TOLD = 50
"""As many as somebody will read."""

MOST_DEATHS = 2
"""So often a run may end while it works on a file, before the file is given up."""
BLOCK_BYTES = 256 * 1024
ROWS_A_VIEW = 20_000
"""So many rows of a table's file are in memory at once on their way to the lake."""
SALES_A_BATCH = 50
"""So many sales are on their way to the spool, of up to 1 MB each."""
