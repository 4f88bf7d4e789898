package io.kvasir.edge.http.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Stands behind the codec of HTTP/1.1 and tells the guard where requests and answers end. */
final class MessageObserver extends ChannelDuplexHandler {
  private final ConnectionGuard guard;

  MessageObserver(ConnectionGuard guard) {
    this.guard = guard;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      guard.onHead();
    }
    if (message instanceof LastHttpContent) {
      guard.onEnd();
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        var _ = context.write(message, promise);
        return;
      }
      guard.onAnswer(response.status().code());
    }
    if (message instanceof LastHttpContent) {
      guard.onAnswered();
    }
    var _ = context.write(message, promise);
  }
}
