"""The stream's readers: the raw archive, consumers with their ledgers, and what they give up."""
