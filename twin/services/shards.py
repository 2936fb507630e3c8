"""Shards that are closed by a split or a merge, and stay: MiniStack deletes them with what is unread.

"When you reshard, data records that were flowing to the parent shards are re-routed to flow to the child
shards"; what the parents held before "remains in those shards": "the parent shards do not disappear".
https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html

Consumers with enhanced fan-out are read by GetRecords here, so SubscribeToShard is left as it is. A shard
doesn't expire: no play takes as long as a stream remembers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from twin.services.internals import internals

OK = 200
REFUSED = 400
ENDING = "ending_sequence_number"

Answer = tuple[int, Any, Any]
Request = Mapping[str, Any]
Call = Callable[[Request], Answer]
Shard = dict[str, Any]
Resolve = Callable[[Request], tuple[str, dict[str, Any] | None]]


def install() -> None:
    """Replace what deletes, lists, fills and reads shards; raises NotInstalled if its place isn't there."""
    kinesis = internals(
        "ministack.services.kinesis",
        "_split_shard",
        "_merge_shards",
        "_update_shard_count",
        "_route_to_shard",
        "_shard_out",
        "_get_records",
        "_describe_stream_summary",
        "_shard_iterators",
        "_resolve_stream",
        "_next_sequence_number",
    )
    resolve, number = kinesis._resolve_stream, kinesis._next_sequence_number
    kinesis._split_shard = _closing(kinesis._split_shard, resolve, number, ("ShardToSplit",))
    kinesis._merge_shards = _closing(
        kinesis._merge_shards, resolve, number, ("ShardToMerge", "AdjacentShardToMerge")
    )
    kinesis._update_shard_count = lambda _: _refused(
        "The twin doesn't evaluate UpdateShardCount: split a shard or merge two."
    )
    kinesis._route_to_shard = _routing(kinesis._route_to_shard)
    kinesis._shard_out = _listing(kinesis._shard_out)
    kinesis._get_records = _ending(kinesis._get_records, kinesis._shard_iterators, kinesis._streams)
    kinesis._describe_stream_summary = _counting(kinesis._describe_stream_summary, resolve)


def _closing(reshard: Call, resolve: Resolve, number: Callable[[], str], parents: Sequence[str]) -> Call:
    """Closes the parents and keeps them; their last number is before every one of their children's.

    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html
    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html
    """

    def resharded(asked: Request) -> Answer:
        _, stream = resolve(asked)
        shards = stream["shards"] if stream else {}
        closed = {asked[name]: shards[asked[name]] for name in parents if asked[name] in shards}
        if reason := _obstacle(closed):
            return _refused(reason)
        last = number()
        answer = reshard(asked)
        if answer[0] == OK:
            shards |= {shard_id: shard | {ENDING: last} for shard_id, shard in closed.items()}
        return answer

    return resharded


def _obstacle(parents: Mapping[str, Shard]) -> str:
    for shard_id, shard in parents.items():
        if ENDING in shard:
            return f"Shard {shard_id} has already been merged or split."
    ranges = sorted(
        (int(each["starting_hash_key"]), int(each["ending_hash_key"])) for each in parents.values()
    )
    if len(ranges) > 1 and ranges[0][1] + 1 != ranges[1][0]:
        return f"Shards {' and '.join(parents)} are not adjacent."
    return ""


def _refused(message: str) -> Answer:
    body = json.dumps({"__type": "InvalidArgumentException", "message": message})
    return REFUSED, {"Content-Type": "application/x-amz-json-1.1"}, body.encode()


def _routing(route: Callable[[int, Request], str]) -> Callable[[int, Request], str]:
    """Puts nothing into a closed shard."""

    def routed(hash_key: int, stream: Request) -> str:
        return route(hash_key, {**stream, "shards": _open(stream["shards"])})

    return routed


def _listing(out: Callable[[str, Shard], dict[str, Any]]) -> Callable[[str, Shard], dict[str, Any]]:
    """ "Shards that are in the OPEN state have an ending sequence number of null."

    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SequenceNumberRange.html
    """

    def listed(shard_id: str, shard: Shard) -> dict[str, Any]:
        answer = out(shard_id, shard)
        if ENDING in shard:
            answer["SequenceNumberRange"]["EndingSequenceNumber"] = shard[ENDING]
        return answer

    return listed


def _ending(
    get: Call, iterators: Mapping[str, Mapping[str, Any]], streams: Mapping[str, dict[str, Any]]
) -> Call:
    """ "If set to null, the shard has been closed and the requested iterator does not return any more data."

    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
    """

    def got(asked: Request) -> Answer:
        status, headers, body = get(asked)
        if status != OK:
            return status, headers, body
        at = iterators[asked["ShardIterator"]]
        shards = streams[at["stream"]]["shards"]
        if ENDING not in shards[at["shard_id"]]:
            return status, headers, body
        answer = json.loads(body)
        position = iterators[answer["NextShardIterator"]]["position"]
        if position >= len(shards[at["shard_id"]]["records"]):
            answer |= {"NextShardIterator": None, "ChildShards": _children(at["shard_id"], shards)}
        return status, headers, json.dumps(answer).encode()

    return got


def _children(parent: str, shards: Mapping[str, Shard]) -> list[dict[str, Any]]:
    return [_child(shard_id, shard) for shard_id, shard in shards.items() if parent in _parents(shard)]


def _child(shard_id: str, shard: Shard) -> dict[str, Any]:
    hashes = {"StartingHashKey": shard["starting_hash_key"], "EndingHashKey": shard["ending_hash_key"]}
    return {"ShardId": shard_id, "ParentShards": _parents(shard), "HashKeyRange": hashes}


def _parents(shard: Shard) -> list[str]:
    return [each for each in (shard["parent_shard_id"], shard["adjacent_parent_shard_id"]) if each]


def _counting(describe: Call, resolve: Resolve) -> Call:
    """Counts open shards only."""

    def described(asked: Request) -> Answer:
        status, headers, body = describe(asked)
        _, stream = resolve(asked)
        if status != OK or not stream:
            return status, headers, body
        answer = json.loads(body)
        answer["StreamDescriptionSummary"]["OpenShardCount"] = len(_open(stream["shards"]))
        return status, headers, json.dumps(answer).encode()

    return described


def _open(shards: Mapping[str, Shard]) -> dict[str, Shard]:
    return {shard_id: shard for shard_id, shard in shards.items() if ENDING not in shard}
