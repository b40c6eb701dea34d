"""The API forks its workers, also from a process in which data frames have started threads, and from many threads."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import claimgraph
from support import ROOT

BUSY = """
import threading
import numpy, pandas, polars, pyarrow
import claimgraph

# Their pools are running from here on.
assert polars.DataFrame({"a": range(100_000)}).group_by("a").len().height == 100_000
assert pyarrow.compute.sum(pyarrow.table({"a": range(100_000)})["a"]).as_py() > 0
assert (numpy.ones((300, 300)) @ numpy.ones((300, 300))).sum() > 0

dataset = claimgraph.open()
answers = []

def work():
    answers.append(dataset.query("claims-by-voice").to_pandas().shape)
    answers.append(dataset.query("claims-by-voice", engine="reference").to_polars().shape)
    answers.append((len(dataset.graph), len(dataset.infer(profile="rules"))))

work()
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
while any(thread.is_alive() for thread in threads):
    polars.DataFrame({"a": range(1000)}).group_by("a").len()
    pandas.DataFrame({"a": range(1000)}).groupby("a").size()
assert len(answers) == 9 and len(set(answers)) <= 3, answers
"""


def test_workers_start_beside_the_threads_of_data_frames() -> None:
    run = subprocess.run([sys.executable, "-c", BUSY], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_many_threads_ask_at_once() -> None:
    dataset = claimgraph.open(ROOT)
    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(lambda _: dataset.query("SELECT ?c { ?c cg:voice ?v }"), range(12)))
    assert len({answer.render("csv") for answer in counts}) == 1


def test_to_import_the_package_loads_no_engine() -> None:
    check = (
        "import sys, claimgraph; heavy = {'rdflib', 'pyoxigraph', 'pyarrow', 'pandas', 'polars', 'click', 'edtf'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
