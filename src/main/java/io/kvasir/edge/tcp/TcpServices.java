package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.Limits;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.ScanService;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;

/** What the requests of the protocol are made of. */
public record TcpServices(
    KeyValueService values,
    TransactionService transactions,
    BatchService batches,
    ScanService scans,
    WatchService watches,
    WatchPace pace,
    BucketService buckets,
    ClusterService.Identity identity,
    Limits limits) {}
