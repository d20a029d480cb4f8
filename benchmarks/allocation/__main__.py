"""Whole plans over few pairs against the same solver over all pairs, in the same run; CPU seconds of one thread.

    PYTHONPATH=src .venv/bin/python -m benchmarks.allocation [--size 5000] [--seed 1] [--repeats 3] [--fair]

The dense reference hands every pair to OR-tools at once: its own solution, its own time (arcs made without a loop), no
reasons written. Ours is `propose`, with reasons. Without fairness, so that both maximise the same. 5,000 x 5,000 dense
takes about 4 GB. `--fair` then shows what fairness costs.
"""

import argparse
import gc
import resource
import time

import numpy as np

from benchmarks.allocation.instances import INSTANCES, Instance
from ngo2.exchange.allocation import Plan, Weights, flow, propose
from ngo2.exchange.allocation.scores import Edges
from ngo2.exchange.allocation.values import SCALE

NEAR, FASTER = 0.999, 10


def dense(instance: Instance) -> tuple[float, float]:
    """What the best plan is worth, and the seconds that it took."""
    weights = Weights(fairness=0)
    asked = np.array([demand.quantity for demand in instance.demands], np.int64)
    had = np.array([supply.quantity for supply in instance.supplies], np.int64)
    began = time.process_time()
    source = instance.table.weighed(weights)
    demand, supply = np.nonzero(source.table > 0)
    edges = Edges(demand, supply, source.table[demand, supply].astype(np.int64))
    problem = flow.Problem(asked, had, asked[None, :], np.zeros(1, np.int64))
    worth = flow.dot(flow.solve(problem, edges), edges.worth) / SCALE
    return worth, time.process_time() - began


def ours(instance: Instance, repeats: int, fairness: float, goal: float) -> tuple[Plan, float]:
    """The plan, and the middle one of the seconds."""
    seconds = []
    for _ in range(repeats):
        gc.collect()
        began = time.process_time()
        plan = propose(
            instance.demands, instance.supplies, instance.table, weights=Weights(fairness=fairness), goal=goal
        )
        seconds.append(time.process_time() - began)
    return plan, sorted(seconds)[len(seconds) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--fair", action="store_true", help="Then with fairness, which the reference has not."
    )
    told = parser.parse_args()
    print(
        f"{told.size:,} needs x {told.size:,} offers, seed {told.seed}, goal {NEAR} at {FASTER} x the speed\n"
    )
    print("| instance | ours s | dense s | times | of the optimum | proven | pairs | rounds | goals |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for name, make in INSTANCES.items():
        instance = make(told.size, told.seed)
        plan, seconds = ours(instance, told.repeats, 0, NEAR)
        best, reference = dense(instance)
        ratio, times = plan.objective / best, reference / seconds
        met = "met" if ratio >= NEAR and times >= FASTER else "MISSED"
        print(
            f"| {name} | {seconds:.2f} | {reference:.1f} | {times:.1f} | {ratio:.6f} | {plan.ratio:.6f} "
            f"| {plan.edges:,} | {plan.rounds} | {met} |",
            flush=True,
        )
        if told.fair:
            plan, seconds = ours(instance, 1, 1, 1)
            served = len({row.demand.id for row in plan.rows})
            print(
                f"| {name}, fair | {seconds:.2f} | | | | {plan.ratio:.6f} | {plan.edges:,} | {plan.rounds} "
                f"| {served:,} served |",
                flush=True,
            )
    print(f"\nmost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


if __name__ == "__main__":
    main()
