"""The bus and who subscribes to it, queues, dead letters, topics."""
