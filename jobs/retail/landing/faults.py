"""What can be wrong with a file, in the words of a shop's IT: what is the matter, and what to do."""

from enum import Enum


class Fault(Enum):
    """A cause of refusal; its name in small letters stands in receipts, and the manual lists them all."""

    MISPLACED = (
        "lies where no file is read",
        "Name it sales/367/2017-12-22.csv if 367 is your store; all but sales come from the head office.",
    )
    UNDATED = (
        "has a name that doesn't begin with a day",
        "Begin it with the day from which it holds, such as 2017-12-22.csv.gz.",
    )
    MANIFEST = (
        "has a manifest that can't be read: {why}",
        'Write it as JSON, such as {{"rows": 2, "sum": "7.97", "bytes": 311, "sha256": "9f86d0…"}}.',
    )
    UNREADABLE = (
        "is stored so that it or its manifest can't be read: S3 answers {code}",
        "Upload both without an encryption key or a storage class of your own, the manifest last.",
    )
    MISSING = ("was announced but isn't there", "Upload it, and its manifest after it.")
    HALF_UPLOADED = (
        "is there only in part: {found:,} of {announced:,} bytes",
        "Upload it again, and its manifest after it.",
    )
    OTHER_SIZE = (
        "has {found:,} bytes, but {announced:,} were announced",
        "Make the manifest of the very file that you upload, and upload both again, the manifest last.",
    )
    CHECKSUM = (
        "isn't the file that was announced: its SHA-256 is another",
        "Make the manifest of the very file that you upload, and upload both again, the manifest last.",
    )
    KNOWN_NAME = (
        "was taken with other content on {day}, and that stands",
        "Send corrections under a new name.",
    )
    NOT_GZIP = ("is named .gz but isn't gzip", "Compress it with gzip, or name it .csv.")
    BROKEN_GZIP = (
        "can't be unpacked: it ends too early or is damaged",
        "Compress it again from the export, and test it with gzip -t.",
    )
    TOO_LARGE = ("unpacks to more than {most} MiB", "Split it into several files.")
    EMPTY = ("holds no rows", "Send a line with the columns' names and at least one row, or no file.")
    CARD_NUMBER = (
        "holds what looks like a payment card number",
        "Put a payment token in its place, and tell whoever answers for card security: the file must go.",
    )
    WORKBOOK = ("is {kind}, whatever its name says", "Export it as CSV (UTF-8), one sheet a file.")
    ENCODING = ("isn't UTF-8 but seems to be {likely}", "Save it as UTF-8.")
    QUOTATION_MARK = (
        "has a quotation mark that isn't closed, or text or blanks behind a closed one",
        'Put the marks around the whole value, and write " as "" inside them.',
    )
    LONG_ROW = (
        "has a row of more than {most:,} characters",
        "Look for a quotation mark that isn't closed, or shorten the row's values.",
    )
    MANY_ROWS = (
        "has more than {most:,} rows, empty ones among them",
        "Split it into several files, and leave out empty lines.",
    )
    SEPARATOR = ("has neither commas nor semicolons in its first line", "Separate columns by one of the two.")
    NO_TABLE = (
        "has {found:,} fields in its first line",
        "Send CSV; the first line must hold the columns' names.",
    )
    TITLE = (
        "stands above the columns' names, which are on line {header}",
        "Take out all that stands above them; the first line must hold the columns' names.",
    )
    NO_HEADER = (
        "holds none of the columns' names",
        "Put them into the first line; needed are {required}.",
    )
    UNKNOWN_COLUMN = (
        "is no column of a {kind} file{hint}",
        "Take it out or rename it; the first line must hold the columns' names.",
    )
    MISSING_COLUMN = ("lacks the column {name}", "Add it; also understood: {also}.")
    DOUBLE_COLUMN = ("is a second column for {name}", "Keep one of them.")
    FIELDS = (
        "has {found} fields where the first line has {wanted}",
        "Look for a separator too many or too few; put quotation marks around values that contain one.",
    )
    NO_VALUE = ("is empty", "Fill it in; every row needs it.")
    TEXT = ("is longer than 64 characters, or has one that can't be printed", "Shorten or clean it.")
    REWRITTEN = (
        "{why}: a spreadsheet or another program has rewritten the code",
        "Format the column as text before the codes come into it, and export again.",
    )
    NOTHING = (
        "says that there is none",
        "Leave it empty where there is none; where every row needs one, fill it in.",
    )
    FORMULA = ("is a spreadsheet's error", "Mend the formula, and export again.")
    WHOLE = ("isn't a whole number", "Write it with digits only, such as 2 or -1.")
    NUMBER = (
        "isn't a number",
        "Write units with digits only, such as 2 or -1, and a weight with a point, such as 0.452.",
    )
    UNIT = ("is no unit that is known here", "Write piece, kg, g, lb or oz.")
    WEIGHT = (
        "is written with a point, as weights are, and no unit of weight stands beside it",
        "Keep a weight as it is, and write kg, g, lb or oz into a column unit; write units without a point.",
    )
    AMOUNT = (
        "isn't an amount in dollars",
        "Write it with a point and without other signs, such as 12.50 or -3.",
    )
    CENTS = ("isn't an amount in whole cents", "Write 1250 for 12.50, or name the column without cents.")
    DAY = ("isn't a day", "Write it as 2017-12-22.")
    TIME = (
        "isn't a time with its zone",
        "Write it as 2017-12-22T14:03:00Z or as 2017-12-22T15:03:00+01:00.",
    )
    ZONE = ("is no time zone", "Write it as America/New_York, or leave it empty: hours are then UTC.")
    FLAG = ("is neither yes nor no", "Write yes or no.")
    OTHER_STORE = ("is another store than the folder's", "Put each store's sales into its own folder.")
    DOUBLE_ROW = ("was on line {first} already", "List it once.")
    TWO_PAYLOADS = (
        "differs from line {first} of the same sale",
        "Give all lines of a sale the same time, payment and member, and every sale a number of its own.",
    )
    SALE_APART = (
        "belongs to a sale that ended on line {last}",
        "Keep the lines of a sale together, list each sale once, and give it a number of its own.",
    )
    CONTRACT = ("makes a sale that isn't valid: {why}", "Correct it at its source, and export again.")
    MANY_SALES = ("holds more than {most:,} sales", "Split it into several files, such as one a day.")
    LARGE_SALE = ("begins a sale of more than 1,000 KiB", "Sell that much on several receipts.")
    ROWS = (
        "holds {found:,} rows, but {announced:,} were announced",
        "Check that the export is whole, and make the manifest of the same export.",
    )
    SUM = (
        "sums to {found}, which is {difference} {way} than the {announced} that were announced",
        "Check that the export is whole, and make the manifest of the same export.",
    )

    FAILED = (
        "can't be read: our program fails on it ({error})",
        "Nothing of it was taken. Tell whoever runs the landing bucket: the fault is ours.",
    )
    GIVEN_UP = (
        "was given up: our program broke down {deaths} times while it worked on it",
        "Send it in smaller files under new names, or ask whoever runs the landing bucket to try it again.",
    )

    def __init__(self, says: str, do: str) -> None:
        self.says = says
        self.do = do

    @property
    def code(self) -> str:
        """Return the name as receipts have it."""
        return self.name.lower()
