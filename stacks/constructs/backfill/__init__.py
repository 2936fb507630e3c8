"""AWS Batch on Fargate Spot, and the job that brings in history."""
