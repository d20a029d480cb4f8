"""A child process that tries one pattern on one text: it may be stopped when it takes too long."""

import json
import re
import sys

text, pattern = json.loads(sys.stdin.buffer.read())
sys.stdout.write("1" if re.search(pattern, text, re.ASCII) else "0")
