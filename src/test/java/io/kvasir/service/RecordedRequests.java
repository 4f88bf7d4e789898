package io.kvasir.service;

import java.util.Queue;

/** Keeps in queues what is told of requests. */
public final class RecordedRequests {
  private RecordedRequests() {}

  public static RequestObservers into(
      Queue<RequestObserver.Answered> answered, Queue<RequestLog.Ended> ended) {
    RequestLog log =
        new RequestLog() {
          @Override
          public boolean isOn() {
            return true;
          }

          @Override
          public void onEnded(Ended request) {
            ended.add(request);
          }
        };
    return new RequestObservers(answered::add, log, RequestTraces.NONE);
  }
}
