"""The open web: what has been published, for anybody."""
