"""The questions as an MCP server: tools, prompts and resources for assistants, over stdio or streamable HTTP."""
