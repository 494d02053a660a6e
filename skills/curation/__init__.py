"""What curators look at: how often people accept what is found, likely duplicates, and the queue of questions."""
