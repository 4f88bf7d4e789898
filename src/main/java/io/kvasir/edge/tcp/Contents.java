package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Content;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What a reader finds, as responses. */
final class Contents {
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private Contents() {}

  static ClientProto.Response of(Content content, String key) {
    return of(content, Optional.empty(), key);
  }

  /**
   * @param session its token, when it was read in one
   */
  static ClientProto.Response of(Content content, Optional<String> session, String key) {
    ClientProto.Provenance.Builder provenance = Receipts.of(content.position());
    session.ifPresent(provenance::setSession);
    content.context().ifPresent(provenance::setContext);
    content.lifeMillis().ifPresent(provenance::setTtlMillis);
    return Receipts.with(body(content, key), provenance).build();
  }

  private static ClientProto.Response.Builder body(Content content, String key) {
    ClientProto.Response.Builder response = ClientProto.Response.newBuilder();
    return switch (content) {
      case Content.Absent absent ->
          response.setNotFound(ClientProto.NotFoundResponse.newBuilder().setKey(key));
      case Content.Register register ->
          response.setValue(value(register.value(), key).setTimestamp(register.stamp().millis()));
      case Content.Entry entry -> response.setValue(value(entry.versioned(), key));
      case Content.Members members -> response.setSetMembers(members(members, key));
      case Content.Siblings siblings ->
          response.setSiblings(
              ClientProto.SiblingsResponse.newBuilder().setKey(key).addAllValues(values(siblings)));
      case Content.Flag flag ->
          response.setFlag(
              ClientProto.FlagResponse.newBuilder().setKey(key).setEnabled(flag.enabled()));
      case Content.Count count -> response.setCounterValue(count(count.value()).setKey(key));
      case Content.Mapping map ->
          response.setMap(
              ClientProto.MapResponse.newBuilder().setKey(key).addAllFields(fields(map)));
    };
  }

  private static ClientProto.ValueResponse.Builder value(Value value, String key) {
    return ClientProto.ValueResponse.newBuilder()
        .setKey(key)
        .setValue(Values.view(value.payload()))
        .setContentType(value.mediaType());
  }

  static ClientProto.ValueResponse.Builder value(Versioned found, String key) {
    return value(found.value(), key)
        .setTimestamp(found.writtenMillis())
        .setCreateRevision(found.created())
        .setModRevision(found.modified())
        .setVersion(found.version());
  }

  private static ClientProto.SetMembersResponse.Builder members(
      Content.Members members, String key) {
    ClientProto.SetMembersResponse.Builder response =
        ClientProto.SetMembersResponse.newBuilder().setKey(key);
    members.elements().forEach(element -> response.addMembers(element.value()));
    members
        .contexts()
        .forEach(
            (element, context) ->
                response.addContexts(
                    ClientProto.Member.newBuilder()
                        .setElement(element.value())
                        .setContext(context)));
    return response;
  }

  private static List<ClientProto.Value> values(Content.Siblings siblings) {
    return siblings.siblings().stream().map(MvRegister.Sibling::value).map(Values::write).toList();
  }

  private static ClientProto.CounterValueResponse.Builder count(BigInteger count) {
    BigInteger nearest = count.min(MOST).max(LEAST);
    ClientProto.CounterValueResponse.Builder response =
        ClientProto.CounterValueResponse.newBuilder().setValue(nearest.longValueExact());
    return nearest.equals(count) ? response : response.setExact(count.toString());
  }

  private static List<ClientProto.Field> fields(Content.Mapping map) {
    return map.fields().entrySet().stream()
        .map(entry -> field(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static ClientProto.Field field(Field field, Content content) {
    ClientProto.Field.Builder target =
        ClientProto.Field.newBuilder().setName(field.name()).setType(field.type().label());
    content.context().ifPresent(target::setContext);
    switch (content) {
      case Content.Absent absent -> {}
      case Content.Register register -> target.setValue(Values.write(register.value()));
      case Content.Entry entry -> target.setValue(Values.write(entry.versioned().value()));
      case Content.Members members -> target.setMembers(elements(members));
      case Content.Siblings siblings ->
          target.setSiblings(ClientProto.Siblings.newBuilder().addAllValues(values(siblings)));
      case Content.Flag flag -> target.setEnabled(flag.enabled());
      case Content.Count count -> target.setCount(count(count.value()));
      case Content.Mapping map ->
          target.setMap(ClientProto.Fields.newBuilder().addAllFields(fields(map)));
    }
    return target.build();
  }

  private static ClientProto.Elements.Builder elements(Content.Members members) {
    ClientProto.Elements.Builder elements = ClientProto.Elements.newBuilder();
    members.elements().forEach(element -> elements.addElements(element.value()));
    return elements;
  }
}
