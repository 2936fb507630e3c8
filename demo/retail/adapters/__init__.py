"""Sales that come by an application's queue, by devices and by a partner's API."""
