"""What AWS gives and how fast it is: a module a service, a row a number, with the page that says it."""
