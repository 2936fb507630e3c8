"""What managed services must be allowed in an app's name: a table, each row with its page of AWS."""
