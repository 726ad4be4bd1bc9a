"""The registers of the follow-up system: lists that coordinators keep beside the plan."""
