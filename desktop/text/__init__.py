"""Text as it is shown: markdown to typed blocks with an allow-list, code colours, streaming. No Qt, no fetching."""
