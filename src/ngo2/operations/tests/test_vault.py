"""The encrypted file: what goes in comes out, and every change of a bit or a length is seen."""

import io
import stat

import pytest

from ngo2.operations import vault
from ngo2.operations.failures import AlteredBackup, Failed, NewerBackup, TruncatedBackup, WrongKey

KEY = bytes(range(32))
SIZES = [0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 2 * vault.CHUNK + 5]


def sealed(text: bytes) -> bytes:
    file = io.BytesIO()
    sealer = vault.Sealer(file, KEY)
    for place in range(0, len(text), 700_001):
        sealer.write(text[place : place + 700_001])
    sealer.close()
    return file.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return vault.Opener(io.BytesIO(data), key).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(size):
    text = (bytes(range(251)) * (size // 251 + 1))[:size]
    data = sealed(text)
    assert opened(data) == text
    if size > 100:
        assert text[:100] not in data


@pytest.mark.parametrize("size", SIZES)
def test_every_cut_is_seen(size):
    data = sealed(b"x" * size)
    for length in {30, 40, len(data) - 1, len(data) - 11, len(data) // 2, vault.CHUNK + 51, len(data) - 27}:
        if 0 < length < len(data):
            with pytest.raises(TruncatedBackup):
                opened(data[:length])


def test_every_flipped_bit_is_seen():
    data = sealed(b"word" * 10)
    for place in range(len(data)):
        with pytest.raises(Failed):
            opened(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def test_moved_repeated_and_missing_chunks_are_seen():
    data = sealed(b"a" * vault.CHUNK + b"b" * vault.CHUNK + b"c")
    head, size, end = data[:35], vault.CHUNK + vault.TAG, len(data)
    first, second, third = (
        data[35 : 35 + size],
        data[35 + size : 35 + 2 * size],
        data[35 + 2 * size : end - 11],
    )

    def closed(body: bytes) -> bytes:
        return head + body + b"END" + (len(head) + len(body)).to_bytes(8, "big")

    assert opened(closed(first + second + third)) == opened(data)
    for body in (second + first + third, first + first + third, first + third, first + second):
        with pytest.raises(AlteredBackup):
            opened(closed(body))


def test_a_newer_format_and_another_key_are_named():
    data = sealed(b"text")
    with pytest.raises(NewerBackup):
        opened(data[:10] + b"\x02" + data[11:])
    with pytest.raises(WrongKey):
        opened(data, bytes(32))


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "inner" / "key"
    assert vault.make_key(path)
    key = vault.read_key(path)
    assert not vault.make_key(path)
    assert (vault.read_key(path), len(key)) == (key, 32)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
