"""Ends of sentences by pySBD: a JSON string a line in, a JSON array of sentences and seconds out."""
import json
import sys
import time

import pysbd

segmenter = pysbd.Segmenter(language=sys.argv[1], clean=False)
for line in sys.stdin:
    begin = time.perf_counter()
    sentences = segmenter.segment(json.loads(line))
    print(json.dumps([sentences, time.perf_counter() - begin]), flush=True)
