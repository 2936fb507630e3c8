"""Questions that a retailer asks, a file each."""

from lake.questions import read_questions

QUESTIONS = read_questions(__name__)
