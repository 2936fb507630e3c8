"""What the lake holds, declared once: read by the stack, the jobs, the tests and the documentation."""
