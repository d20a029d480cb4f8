"""How much is taken in at once."""

LONGEST_DOCUMENT = 10 * 2**20  # bytes of answers, without their files
MOST_MEDIA, LARGEST_MEDIUM = 40, 5 * 2**20  # of a form
