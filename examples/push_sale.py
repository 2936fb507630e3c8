"""Sends sales, one a line, to the push endpoint: python push_sale.py < sales.jsonl."""

import os
import random
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TRIES = 10


def push(sale: bytes) -> str:
    """Return how it was accepted; keep the sale until then. To send it twice does no harm."""
    headers = {"Content-Type": "application/json", "x-api-key": os.environ["PUSH_KEY"]}
    attempt = 0
    while True:
        attempt += 1
        wait = random.uniform(0, 2**attempt)
        try:
            with urlopen(Request(os.environ["PUSH_URL"], sale, headers), timeout=30) as answer:
                return str(answer.read().decode())
        except HTTPError as told:
            if attempt == TRIES or (told.code < 500 and told.code != 429):
                raise
            wait += float(told.headers.get("Retry-After", 0))
        except OSError:  # no answer: the sale may be there or not
            if attempt == TRIES:
                raise
        time.sleep(wait)


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        try:
            print(push(line), flush=True)
        except HTTPError as refused:
            sys.exit(f"{refused}: {refused.read().decode()}")
