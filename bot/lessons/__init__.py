"""The course: files of `content/` read into lessons, passages, quiz items, missions, cards and terms."""
