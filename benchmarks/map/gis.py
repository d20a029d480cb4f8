"""The peer: PostGIS, as its manual says."""

import subprocess
import time

from benchmarks.map.things import Things

SERVER = "postgresql://postgres@127.0.0.1:5432/"
NAME = "ngo2_bench_map"


class PostGIS:
    QUERY = """
        WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box),
        spot AS (
            SELECT ST_SnapToGrid(place, %(grid)s) AS at, count(*) AS n FROM thing, tile
            WHERE place && box {narrow} GROUP BY 1
        )
        SELECT ST_AsMVT(one, 'organisations') FROM (
            SELECT ST_AsMVTGeom(at, box, 4096, 0, false) AS geom, n FROM spot, tile
        ) AS one"""

    def __init__(self, things: Things) -> None:
        import psycopg

        if subprocess.run(
            ["dpkg", "-s", "postgresql-15-postgis-3"], capture_output=True, check=False
        ).returncode:
            subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql-15-postgis-3"], check=True)
        with psycopg.connect(f"{SERVER}postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME}")
            server.execute(f"CREATE DATABASE {NAME}")
        self.connection = psycopg.connect(SERVER + NAME, autocommit=True)
        run = self.connection.execute
        run("CREATE EXTENSION postgis")
        run("CREATE TABLE raw (lat float8, lng float8, kind text, causes text[])")
        began = time.perf_counter()
        with self.connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
            for one in things.all():
                copy.write_row((one.lat, one.lng, one.kind, list(one.causes)))
        run(
            "CREATE TABLE thing AS SELECT"
            " ST_Transform(ST_SetSRID(ST_MakePoint(lng, lat), 4326), 3857) AS place, kind, causes FROM raw"
        )
        for index in ("USING gist (place)", "(kind)", "USING gin (causes)"):
            run(f"CREATE INDEX ON thing {index}")
        run("DROP TABLE raw")
        run("SET max_parallel_workers_per_gather = 0")  # one process on each side
        run("SET jit = off")
        self.connection.execute("VACUUM ANALYZE thing")
        print(f"PostGIS loaded and indexed: {time.perf_counter() - began:.0f} s")

    def tile(self, tile: tuple[int, int, int], asked: dict[str, str]) -> bytes:
        z, x, y = tile
        narrow = "AND kind = %(kind)s " * ("kind" in asked) + "AND causes @> ARRAY[%(cause)s]" * (
            "cause" in asked
        )
        values = {"z": z, "x": x, "y": y, "grid": 40_075_016.68557849 / 2**z / 16, **asked}
        row = self.connection.execute(self.QUERY.format(narrow=narrow), values).fetchone()
        return bytes(row[0]) if row else b""
