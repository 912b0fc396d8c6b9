"""Random changes of files."""

NUMBERS = [b"0", b"-1", b"1", b"2", b"1e400", b"nan", b"4611686018427387904", b"99999999999999999999", b"-0", b"1e-320",
           b"18446744073709551615", b"2147483648", b"\x00\x00", b"\xff\xff\xff\xff\xff\xff\xff\x7f", b""]


def changed(data, rng):
    """One to eight changes: bits, bytes, numbers, parts left out, doubled, exchanged or cut; or a single digit or bit.

    Most files of many changes are refused at once. The small ones are often read, and what is read is compared.
    """
    data = bytearray(data)
    if data and rng.random() < 0.5:
        digits = [k for k, byte in enumerate(data) if 48 <= byte < 58]
        if digits and rng.random() < 0.5:
            data[rng.choice(digits)] = rng.randrange(48, 58)
        else:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        return bytes(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            return bytes(data)
        place = rng.randrange(len(data))
        kind = rng.randrange(10)
        if kind == 0:
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[place] = rng.choice([0, 255, 128, 127, rng.randrange(256)])
        elif kind == 2:
            del data[place:place + rng.randrange(1, 16)]
        elif kind == 3:
            data[place:place] = data[place:place + rng.randrange(1, 16)] * rng.choice([1, 1, 100])
        elif kind == 4:
            data[place:place] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 8)))
        elif kind == 5:
            del data[place:]
        elif kind == 6:
            other = rng.randrange(len(data))
            data[place], data[other] = data[other], data[place]
        elif kind == 7:
            data[place:place + 8] = rng.choice(NUMBERS)
        else:
            digits = [k for k, byte in enumerate(data) if 48 <= byte < 58] or [place]
            start = end = rng.choice(digits)
            while end < len(data) and 48 <= data[end] < 58:
                end += 1
            data[start:end] = rng.choice(NUMBERS)
    return bytes(data)
