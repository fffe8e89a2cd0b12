"""The worker: claims, leases, waking, the schedule."""
