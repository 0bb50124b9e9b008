"""What can be looked up or done live: one file a tool, over the merchant's HTTP API, and any MCP server."""
