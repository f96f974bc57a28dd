"""The third performer: what a person is shown and told beside a live page, and how one sees what they have done."""
