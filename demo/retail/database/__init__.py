"""The chain's old database in the demo: it comes over whole, and then keeps up while the stores sell."""
