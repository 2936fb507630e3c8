"""What MiniStack lacks of each service, put into its process."""
