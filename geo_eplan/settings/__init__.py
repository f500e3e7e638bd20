"""Settings: `base` is common ground; `dev`, `test` and `production` say only what differs."""
