"""A saved question is a file."""

from lake.questions import FAILURE_QUESTIONS, Question, read_question

TEXT = "-- A title\n-- What it says.\n-- Parameters: the day, the place\nSELECT ?, ?\n"


def test_a_file_is_read_as_title_description_parameters_and_query() -> None:
    question = read_question("one", "a.package", TEXT)

    parameters = ["the day", "the place"]
    assert question == Question("one", "a.package", "A title", "What it says.", parameters, "SELECT ?, ?")
    assert question.path == "a/package/one.sql"


def test_every_lake_is_asked_what_failed() -> None:
    assert [question.name for question in FAILURE_QUESTIONS] == ["failed_again", "failures_by_day"]
