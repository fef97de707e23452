"""The server of llama.cpp with a model of a few hundred kilobytes that is made here: every token has
the same chances whatever came before. It translates nothing, but it holds its answers to a schema as
the real ones do.

    llama.py PORT
"""

import os
import sys
import tempfile
import time

import gguf
import numpy
import xllamacpp

WIDTH = 64
CHAT = (
    "{% for m in messages %}{{ '<s>' + m['role'] + ': ' + m['content'] + '\n' }}{% endfor %}"
    "{{ 'assistant: ' }}"
)


def vocabulary():
    """Each token with its type (2 unknown, 3 control, 6 byte, 1 normal) and its logit."""
    yield b"<unk>", 2, -8.0
    yield b"<s>", 3, -8.0
    yield b"</s>", 3, 2.0
    for byte in range(256):
        yield b"<0x%02X>" % byte, 6, -8.0
    for letter in "abcdefghijklmnopqrstuvwxyz":
        yield letter.encode(), 1, 0.5
    yield "\u2581".encode(), 1, 0.5
    for word in ("the", "and", "of", "to", "he", "was"):
        yield ("\u2581" + word).encode(), 1, 3.0
    yield b'"', 1, 2.6
    for mark in "{}:,0123456789":
        yield mark.encode(), 1, -8.0


def make(path):
    tokens = list(vocabulary())
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(8192)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // 2)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_token_scores([float(-n) for n in range(len(tokens))])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(CHAT)

    def tensor(name, values):
        writer.add_tensor(name, numpy.ascontiguousarray(values, numpy.float32))

    # All embeddings are ones and the layer adds nothing: what comes out is always the same.
    tensor("token_embd.weight", numpy.ones((len(tokens), WIDTH)))
    tensor("output_norm.weight", numpy.ones(WIDTH))
    logits = [logit for _, _, logit in tokens]
    tensor("output.weight", numpy.outer(logits, numpy.ones(WIDTH) / WIDTH))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        tensor(f"blk.0.{name}.weight", numpy.zeros((WIDTH, WIDTH)))
    for name in ("attn_norm", "ffn_norm"):
        tensor(f"blk.0.{name}.weight", numpy.ones(WIDTH))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "toy.gguf")
        make(path)
        options = xllamacpp.CommonParams()
        options.model.path = path
        options.n_ctx = 8192
        options.n_parallel = 2
        options.warmup = False
        options.hostnames = ["127.0.0.1"]
        options.port = int(sys.argv[1])
        options.api_keys = ["sk-test-4711"]
        server = xllamacpp.Server(options)
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(0.2)
        del server


main()
