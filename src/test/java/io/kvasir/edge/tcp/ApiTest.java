package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvasir.edge.tcp.proto.ClientProto.BatchRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Bucket;
import io.kvasir.edge.tcp.proto.ClientProto.ChangeBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Compare;
import io.kvasir.edge.tcp.proto.ClientProto.CounterDecrementRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CounterIncrementRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CounterValueRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.DeleteRequest;
import io.kvasir.edge.tcp.proto.ClientProto.DescribeBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.DropBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Elements;
import io.kvasir.edge.tcp.proto.ClientProto.ErrorResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Fact;
import io.kvasir.edge.tcp.proto.ClientProto.FlagDisableRequest;
import io.kvasir.edge.tcp.proto.ClientProto.FlagEnableRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Freshness;
import io.kvasir.edge.tcp.proto.ClientProto.GetRequest;
import io.kvasir.edge.tcp.proto.ClientProto.HelloRequest;
import io.kvasir.edge.tcp.proto.ClientProto.ListBucketsRequest;
import io.kvasir.edge.tcp.proto.ClientProto.MapUpdateRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Operation;
import io.kvasir.edge.tcp.proto.ClientProto.Options;
import io.kvasir.edge.tcp.proto.ClientProto.Outcome;
import io.kvasir.edge.tcp.proto.ClientProto.PingRequest;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Quorum;
import io.kvasir.edge.tcp.proto.ClientProto.Relation;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.Response.BodyCase;
import io.kvasir.edge.tcp.proto.ClientProto.Revisions;
import io.kvasir.edge.tcp.proto.ClientProto.ScanRequest;
import io.kvasir.edge.tcp.proto.ClientProto.ScanResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Session;
import io.kvasir.edge.tcp.proto.ClientProto.SetAddRequest;
import io.kvasir.edge.tcp.proto.ClientProto.SetMembersRequest;
import io.kvasir.edge.tcp.proto.ClientProto.SetRemoveRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Share;
import io.kvasir.edge.tcp.proto.ClientProto.TransactionRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Unit;
import io.kvasir.edge.tcp.proto.ClientProto.Value;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestObserver;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every request of the protocol, over a real socket and the real services. */
class ApiTest {
  @RegisterExtension final ServedOverTcp served = new ServedOverTcp(LoneNode.whole());

  private Response ask(Request.Builder request) {
    return served.ask(request.setRequestId(7));
  }

  private static Request.Builder request() {
    return Request.newBuilder();
  }

  private Response put(String bucket, String key, String value, Options.Builder options) {
    return ask(
        request()
            .setOptions(options)
            .setPut(
                PutRequest.newBuilder()
                    .setBucket(bucket)
                    .setKey(key)
                    .setValue(ByteString.copyFromUtf8(value))));
  }

  private Response put(String bucket, String key, String value) {
    return put(bucket, key, value, Options.newBuilder());
  }

  private Response get(String bucket, String key) {
    return ask(request().setGet(GetRequest.newBuilder().setBucket(bucket).setKey(key)));
  }

  private Bucket create(String name, String type, String consistency) {
    Response created =
        ask(
            request()
                .setCreateBucket(
                    CreateBucketRequest.newBuilder()
                        .setName(name)
                        .setType(type)
                        .setConsistency(consistency)));
    assertThat(created.getBodyCase()).as("%s", created).isEqualTo(BodyCase.BUCKET);
    return created.getBucket();
  }

  private static ErrorResponse error(Response response, String message, int status) {
    assertThat(response.getBodyCase()).as("%s", response).isEqualTo(BodyCase.ERROR);
    assertThat(response.getRequestId()).isEqualTo(7);
    assertThat(response.getError().getMessage()).isEqualTo(message);
    assertThat(response.getError().getStatus()).isEqualTo(status);
    return response.getError();
  }

  private static String facts(ErrorResponse error) {
    return error.getFactsList().stream()
        .map((Fact fact) -> fact.getName() + "=" + fact.getValue())
        .collect(Collectors.joining(" "));
  }

  @Test
  void vordbsRequestsWorkInTheDefaultBuckets() {
    assertThat(get("", "k").getNotFound().getKey()).isEqualTo("k");
    assertThat(put("", "k", "v").getOk().getTimestamp()).isPositive();
    assertThat(get("", "k").getValue().getValue().toStringUtf8()).isEqualTo("v");
    assertThat(get("__default_lww__", "k").getValue().getContentType())
        .isEqualTo("text/plain;charset=UTF-8");
    assertThat(
            ask(request().setDelete(DeleteRequest.newBuilder().setKey("k"))).getOk().getTimestamp())
        .isPositive();
    assertThat(get("", "k").getBodyCase()).isEqualTo(BodyCase.NOT_FOUND);

    ask(request().setSetAdd(SetAddRequest.newBuilder().setKey("k").setElement("b")));
    ask(request().setSetAdd(SetAddRequest.newBuilder().setKey("k").setElement("a")));
    ask(request().setSetAdd(SetAddRequest.newBuilder().setKey("k").addElements("c")));
    ask(request().setSetRemove(SetRemoveRequest.newBuilder().setKey("k").setElement("b")));
    assertThat(
            ask(request().setSetMembers(SetMembersRequest.newBuilder().setKey("k")))
                .getSetMembers()
                .getMembersList())
        .containsExactly("a", "c");

    ask(
        request()
            .setCounterIncrement(CounterIncrementRequest.newBuilder().setKey("k").setAmount(5)));
    ask(
        request()
            .setCounterDecrement(CounterDecrementRequest.newBuilder().setKey("k").setAmount(7)));
    assertThat(
            ask(request().setCounterValue(CounterValueRequest.newBuilder().setKey("k")))
                .getCounterValue()
                .getValue())
        .isEqualTo(-2);
    assertThat(get("__default_counter__", "k").getCounterValue().getValue()).isEqualTo(-2);
  }

  @Test
  void bytesOfAnyTypeComeBackAsTheyWere() {
    ByteString bytes = ByteString.copyFrom(new byte[] {0, (byte) 0xff, 10});
    ask(request().setPut(PutRequest.newBuilder().setKey("a\n\"/ä").setValue(bytes)));
    assertThat(get("", "a\n\"/ä").getValue().getValue()).isEqualTo(bytes);
    assertThat(get("", "a\n\"/ä").getValue().getContentType())
        .isEqualTo("application/octet-stream");

    ask(
        request()
            .setPut(
                PutRequest.newBuilder().setKey("k").setValue(bytes).setContentType("image/png")));
    assertThat(get("", "k").getValue().getContentType()).isEqualTo("image/png");
    error(
        ask(request().setPut(PutRequest.newBuilder().setKey("k").setContentType("x\r\ny: z"))),
        "invalid_request",
        400);
    error(
        ask(
            request()
                .setPut(
                    PutRequest.newBuilder()
                        .setKey("k")
                        .setValue(bytes)
                        .setContentType("text/plain;charset=UTF-8"))),
        "invalid_request",
        400);
  }

  @Test
  void errorsSayWhatHttpsProblemsSay() {
    ErrorResponse unknown = error(put("nowhere", "k", "v"), "bucket_not_found", 404);
    assertThat(unknown.getCode()).isEqualTo("NOT_FOUND");
    assertThat(facts(unknown)).isEqualTo("bucket=nowhere");
    assertThat(unknown.getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_APPLIED);

    ErrorResponse mismatch = error(put("__default_set__", "k", "v"), "type_mismatch", 409);
    assertThat(mismatch.getCode()).isEqualTo("BAD_REQUEST");
    assertThat(facts(mismatch)).isEqualTo("expected=orswot got=put");

    Response members =
        ask(
            request()
                .setSetMembers(
                    SetMembersRequest.newBuilder().setBucket("__default_lww__").setKey("k")));
    assertThat(facts(error(members, "type_mismatch", 409)))
        .isEqualTo("expected=lww got=set_members");

    assertThat(
            facts(
                error(
                    ask(
                        request()
                            .setCounterIncrement(CounterIncrementRequest.newBuilder().setKey("k"))),
                    "invalid_request",
                    400)))
        .contains("field=amount");
    error(put("", "", "v"), "invalid_request", 400);
    assertThat(facts(error(put("", "k".repeat(4_097), "v"), "too_large", 413)))
        .isEqualTo("what=key limit=4096 unit=bytes");
    error(ask(request().setSetAdd(SetAddRequest.newBuilder().setKey("k"))), "invalid_request", 400);
    error(ask(request()), "invalid_request", 400);
    assertThat(served.harness().answered().stream().map(RequestObserver.Answered::status))
        .containsExactly(404, 409, 409, 400, 400, 413, 400, 400);
  }

  @Test
  void optionsThatARequestDoesNotTakeAreRefused() {
    error(put("", "k", "v", Options.newBuilder().setContexts(true)), "unsupported", 400);
    error(
        put("", "k", "v", Options.newBuilder().setIfNoneMatch(Revisions.newBuilder().setAny(true))),
        "unsupported",
        400);
    error(
        ask(
            request()
                .setOptions(Options.newBuilder().setTimeoutMillis(9))
                .setPing(PingRequest.newBuilder())),
        "unsupported",
        400);
    error(put("", "k", "v", Options.newBuilder().setTimeoutMillis(0)), "invalid_request", 400);
    error(put("", "k", "v", Options.newBuilder().setTimeoutMillis(-1)), "invalid_request", 400);
    error(put("", "k", "v", Options.newBuilder().setTtlSeconds(0)), "invalid_request", 400);
    error(
        put("", "k", "v", Options.newBuilder().setQuorum(Quorum.newBuilder())),
        "invalid_request",
        400);
    error(
        put("", "k", "v", Options.newBuilder().setQuorum(Quorum.newBuilder().setReplicas(9))),
        "invalid_request",
        400);
    assertThat(get("", "k").getBodyCase()).as("nothing was put").isEqualTo(BodyCase.NOT_FOUND);

    Options.Builder all =
        Options.newBuilder()
            .setTimeoutMillis(60_000)
            .setTtlSeconds(1_000)
            .setQuorum(Quorum.newBuilder().setShare(Share.SHARE_ALL));
    assertThat(put("", "k", "v", all).getBodyCase()).isEqualTo(BodyCase.OK);
    assertThat(get("", "k").getProvenance().getTtlMillis()).isBetween(900_000L, 1_000_000L);
  }

  @Test
  void managesBuckets() {
    Bucket created = create("b", "orswot", "paranoid");

    assertThat(created.getWriteQuorum()).isEqualTo(3);
    assertThat(
            ask(request().setDescribeBucket(DescribeBucketRequest.newBuilder().setName("b")))
                .getBucket())
        .isEqualTo(created);
    error(
        ask(request().setCreateBucket(CreateBucketRequest.newBuilder().setName("b"))),
        "bucket_already_exists",
        409);
    error(
        ask(request().setCreateBucket(CreateBucketRequest.newBuilder().setName("__x"))),
        "invalid_config",
        400);
    Bucket changed =
        ask(request()
                .setChangeBucket(
                    ChangeBucketRequest.newBuilder()
                        .setName("b")
                        .setTtlSeconds(60)
                        .setWriteQuorum(Quorum.newBuilder().setShare(Share.SHARE_MAJORITY))))
            .getBucket();
    assertThat(changed.getTtlSeconds()).isEqualTo(60);
    assertThat(changed.getConsistency()).isEqualTo("explicit");
    assertThat(changed.getWriteQuorum()).isEqualTo(2);
    assertThat(names())
        .containsExactly(
            "__default_counter__",
            "__default_lww__",
            "__default_register__",
            "__default_set__",
            "b");
    assertThat(
            ask(request().setDropBucket(DropBucketRequest.newBuilder().setName("b")))
                .getBucket()
                .getName())
        .isEqualTo("b");
    error(
        ask(request().setDropBucket(DropBucketRequest.newBuilder().setName("__default_lww__"))),
        "bucket_reserved",
        409);
    assertThat(names()).doesNotContain("b");
  }

  private List<String> names() {
    return ask(request().setListBuckets(ListBucketsRequest.newBuilder()))
        .getBuckets()
        .getBucketsList()
        .stream()
        .map(Bucket::getName)
        .filter(name -> !name.equals("__default_linearizable__"))
        .toList();
  }

  @Test
  void siblingsAreReplacedWithTheirContext() {
    create("mv", "mv_register", "consistent");
    put(
        "mv",
        "k",
        "one",
        Options.newBuilder().setContext(get("mv", "k").getProvenance().getContext()));
    String seen = get("mv", "k").getProvenance().getContext();
    assertThat(seen).isNotEmpty();

    Response second = put("mv", "k", "two", Options.newBuilder().setContext(seen));
    put("mv", "k", "three", Options.newBuilder().setContext(seen));

    assertThat(second.getProvenance().getContext()).isNotEmpty();
    assertThat(
            get("mv", "k").getSiblings().getValuesList().stream()
                .map(value -> value.getValue().toStringUtf8()))
        .containsExactly("two", "three");
    error(put("mv", "k", "x", Options.newBuilder().setContext("forged")), "bad_context", 400);
  }

  @Test
  void removesFromASetWhatTheClientHasSeen() {
    ask(
        request()
            .setSetAdd(SetAddRequest.newBuilder().setKey("s").addElements("a").addElements("b")));
    Response seen =
        ask(
            request()
                .setOptions(Options.newBuilder().setContexts(true))
                .setSetMembers(SetMembersRequest.newBuilder().setKey("s")));
    assertThat(seen.getSetMembers().getContextsList()).hasSize(2);
    ask(request().setSetAdd(SetAddRequest.newBuilder().setKey("s").setElement("a")));

    ask(
        request()
            .setSetRemove(
                SetRemoveRequest.newBuilder()
                    .setKey("s")
                    .addElements("a")
                    .addElements("b")
                    .addAllContexts(seen.getSetMembers().getContextsList())));

    assertThat(
            ask(request().setSetMembers(SetMembersRequest.newBuilder().setKey("s")))
                .getSetMembers()
                .getMembersList())
        .as("what was added since stays")
        .containsExactly("a");
  }

  @Test
  void flagsAndMaps() {
    create("flags", "flag", "consistent");
    create("maps", "map", "consistent");
    ask(request().setFlagEnable(FlagEnableRequest.newBuilder().setBucket("flags").setKey("f")));
    assertThat(get("flags", "f").getFlag().getEnabled()).isTrue();
    ask(request().setFlagDisable(FlagDisableRequest.newBuilder().setBucket("flags").setKey("f")));
    assertThat(get("flags", "f").getFlag().getEnabled()).isFalse();
    ask(
        request()
            .setOptions(Options.newBuilder().setTtlSeconds(50))
            .setFlagEnable(FlagEnableRequest.newBuilder().setBucket("flags").setKey("f")));
    assertThat(get("flags", "f").getProvenance().getTtlMillis()).isBetween(1L, 50_000L);

    update("lww", "name").setPut(Value.newBuilder().setValue(ByteString.copyFromUtf8("ann")));
    ask(
        map(
            update("lww", "name")
                .setPut(Value.newBuilder().setValue(ByteString.copyFromUtf8("ann")))));
    ask(map(update("pn_counter", "hits").setIncrement(3)));
    ask(
        map(
            update("orswot", "tags")
                .setAdd(Elements.newBuilder().addElements("x").addElements("y"))));
    ask(map(update("orswot", "tags").setRemove(Elements.newBuilder().addElements("x"))));
    ask(map(update("flag", "on").setEnable(Unit.newBuilder())));
    ask(map(update("lww", "inner", "deep").setPut(Value.newBuilder())));
    ask(map(update("lww", "gone").setPut(Value.newBuilder())));
    ask(map(update("lww", "gone").setDelete(Unit.newBuilder())));

    var fields = get("maps", "m").getMap().getFieldsList();
    assertThat(fields.stream().map(field -> field.getName() + ":" + field.getType()))
        .containsExactly("hits:pn_counter", "inner:map", "name:lww", "on:flag", "tags:orswot");
    assertThat(fields.get(0).getCount().getValue()).isEqualTo(3);
    assertThat(fields.get(1).getMap().getFields(0).getName()).isEqualTo("deep");
    assertThat(fields.get(2).getValue().getValue().toStringUtf8()).isEqualTo("ann");
    assertThat(fields.get(3).getEnabled()).isTrue();
    assertThat(fields.get(4).getMembers().getElementsList()).containsExactly("y");
    error(ask(map(update("lww", "f"))), "invalid_request", 400);
    error(ask(map(update("no_type", "f").setIncrement(1))), "invalid_request", 400);
  }

  private static MapUpdateRequest.Builder update(String type, String... field) {
    return MapUpdateRequest.newBuilder()
        .setBucket("maps")
        .setKey("m")
        .setType(type)
        .addAllField(List.of(field));
  }

  private static Request.Builder map(MapUpdateRequest.Builder update) {
    return request().setMapUpdate(update);
  }

  @Test
  void writesToALinearizableBucketOnlyWhatTheClientExpects() {
    create("lin", "lww", "linearizable");
    Options.Builder absent =
        Options.newBuilder().setIfNoneMatch(Revisions.newBuilder().setAny(true));

    Response first = put("lin", "k", "one", absent);
    Response second = put("lin", "k", "two", absent);
    long tag = first.getOk().getModRevision();

    assertThat(first.getProvenance().getLeader()).isEqualTo("node2");
    assertThat(facts(error(second, "precondition_failed", 412))).isEqualTo("mod_revision=" + tag);
    Options.Builder match =
        Options.newBuilder().setIfMatch(Revisions.newBuilder().addRevisions(tag));
    assertThat(put("lin", "k", "three", match).getOk().getModRevision()).isGreaterThan(tag);
    error(put("lin", "k", "four", match), "precondition_failed", 412);
    Response read = get("lin", "k");
    assertThat(read.getValue().getVersion()).isEqualTo(2);
    assertThat(read.getValue().getCreateRevision()).isEqualTo(tag);
    assertThat(read.getProvenance().getRevision()).isEqualTo(read.getValue().getModRevision());
  }

  @Test
  void refusesRevisionsThatNothingCanHave() {
    create("lin", "lww", "linearizable");
    Revisions none = Revisions.newBuilder().addRevisions(0).build();

    error(put("lin", "k", "v", Options.newBuilder().setIfMatch(none)), "invalid_request", 400);
    error(put("lin", "k", "v", Options.newBuilder().setIfNoneMatch(none)), "invalid_request", 400);

    assertThat(get("lin", "k").getBodyCase()).isEqualTo(BodyCase.NOT_FOUND);
  }

  @Test
  void refusalsInASessionHaveItsToken() {
    create("lin", "lww", "linearizable");
    put("lin", "k", "v");
    Options.Builder absent =
        Options.newBuilder()
            .setSession(Session.getDefaultInstance())
            .setIfNoneMatch(Revisions.newBuilder().setAny(true));

    Response refused = put("lin", "k", "w", absent);

    error(refused, "precondition_failed", 412);
    assertThat(refused.getProvenance().getSession()).isNotEmpty();
  }

  @Test
  void repeatsAndStaleReadsAndTroublesOfLinearizableBuckets() {
    create("lin", "lww", "linearizable");
    Options.Builder once = Options.newBuilder().setIdempotencyKey("key-1");

    assertThat(put("lin", "k", "v", once).getProvenance().getRepeated()).isFalse();
    assertThat(put("lin", "k", "v", once).getProvenance().getRepeated()).isTrue();
    error(put("lin", "k", "other", once), "idempotency_key_reused", 422);
    error(
        put("lin", "k", "v", Options.newBuilder().setIdempotencyKey(" ")), "invalid_request", 400);
    Response stale =
        ask(
            request()
                .setOptions(Options.newBuilder().setFreshness(Freshness.FRESHNESS_STALE))
                .setGet(GetRequest.newBuilder().setBucket("lin").setKey("k")));
    assertThat(stale.getValue().getValue().toStringUtf8()).isEqualTo("v");

    served.shards().refuseNext(new GroupRefusal.NoMajority(1, 2));
    ErrorResponse refused = error(put("lin", "k", "v"), "no_quorum", 503);
    assertThat(refused.getRetryable()).isTrue();
    assertThat(refused.getCode()).isEqualTo("INTERNAL");
    served.shards().loseNext();
    ErrorResponse lost = error(put("lin", "k", "v"), "deadline_exceeded", 504);
    assertThat(lost.getOutcome()).isEqualTo(Outcome.OUTCOME_UNKNOWN);
    assertThat(lost.getRetryable()).isFalse();
  }

  @Test
  void transactionsTakeOneBranch() {
    create("lin", "lww", "linearizable");
    TransactionRequest.Builder transaction =
        TransactionRequest.newBuilder()
            .setBucket("lin")
            .addCompare(
                Compare.newBuilder().setKey("a").setRelation(Relation.RELATION_EQUAL).setVersion(0))
            .addSuccess(
                operation("a").setPut(Value.newBuilder().setValue(ByteString.copyFromUtf8("1"))))
            .addSuccess(operation("a").setGet(Unit.newBuilder()))
            .addSuccess(operation("none").setGet(Unit.newBuilder()))
            .addFailure(operation("a").setDelete(Unit.newBuilder()));

    Response first = ask(request().setTransaction(transaction));
    Response second = ask(request().setTransaction(transaction));

    assertThat(first.getTransaction().getSucceeded()).isTrue();
    assertThat(first.getTransaction().getResultsList().stream().map(Response::getBodyCase))
        .containsExactly(BodyCase.OK, BodyCase.VALUE, BodyCase.NOT_FOUND);
    assertThat(first.getTransaction().getResults(1).getValue().getValue().toStringUtf8())
        .isEqualTo("1");
    assertThat(second.getTransaction().getSucceeded()).isFalse();
    assertThat(second.getTransaction().getResults(0).getOk().getDeleted()).isTrue();
    error(
        ask(request().setTransaction(transaction.clone().setBucket("__default_lww__"))),
        "not_linearizable",
        409);
    error(
        ask(
            request()
                .setTransaction(
                    transaction
                        .clone()
                        .addCompare(Compare.newBuilder().setKey("a").setVersion(0)))),
        "invalid_request",
        400);
  }

  private static Operation.Builder operation(String key) {
    return Operation.newBuilder().setKey(key);
  }

  @Test
  void batchesAnswerEachOperationAsIfItHadComeAlone() {
    Response convergent =
        ask(
            request()
                .setBatch(
                    BatchRequest.newBuilder()
                        .addOperations(operation("a").setPut(Value.newBuilder()).setTtlSeconds(100))
                        .addOperations(operation("b").setGet(Unit.newBuilder()))
                        .addOperations(operation("c").setDelete(Unit.newBuilder()))
                        .addOperations(operation("k".repeat(5_000)).setGet(Unit.newBuilder()))));

    assertThat(convergent.getBatch().getResultsList().stream().map(Response::getBodyCase))
        .containsExactly(BodyCase.OK, BodyCase.NOT_FOUND, BodyCase.OK, BodyCase.ERROR);
    create("lin", "lww", "linearizable");
    BatchRequest.Builder atOnce =
        BatchRequest.newBuilder()
            .setBucket("lin")
            .addOperations(operation("a").setPut(Value.newBuilder()))
            .addOperations(operation("ab").setPut(Value.newBuilder()));
    Response linearizable = ask(request().setBatch(atOnce));
    assertThat(
            linearizable.getBatch().getResultsList().stream().map(r -> r.getOk().getModRevision()))
        .containsExactly(1L, 1L);
    assertThat(linearizable.getProvenance().getRevision()).isEqualTo(1);
    error(
        ask(
            request()
                .setBatch(
                    BatchRequest.newBuilder()
                        .addOperations(operation("a").setGet(Unit.newBuilder()).setTtlSeconds(1)))),
        "invalid_request",
        400);
    error(ask(request().setBatch(BatchRequest.newBuilder())), "invalid_request", 400);
  }

  @Test
  void helloTellsTheLimitsAndComesFirst() {
    Response hello =
        ask(request().setHello(HelloRequest.newBuilder().setVersion(9).setOutOfOrder(false)));

    assertThat(hello.getHello().getVersion()).isEqualTo(1);
    assertThat(hello.getHello().getNode()).isEqualTo("node1");
    assertThat(hello.getHello().getLimits().getKeyBytes()).isEqualTo(4096);
    assertThat(hello.getHello().getLimits().getFrameBytes())
        .isEqualTo(Harness.SETTINGS.frameBytes());
    error(ask(request().setHello(HelloRequest.newBuilder().setVersion(1))), "invalid_request", 400);
    assertThat(ask(request().setPing(PingRequest.newBuilder())).getBodyCase())
        .isEqualTo(BodyCase.PONG);
  }

  @Test
  void aHelloOfNoVersionIsRefused() {
    error(ask(request().setHello(HelloRequest.newBuilder())), "invalid_request", 400);
  }

  @Test
  void showsKeysInOrderPageByPage() {
    create("conv", "lww", "consistent");
    for (String key : List.of("b", "a", "c")) {
      put("conv", key, key);
    }
    ScanRequest.Builder scan = ScanRequest.newBuilder().setBucket("conv").setLimit(2);

    ScanResponse first = ask(request().setScan(scan)).getScan();
    ScanResponse second = ask(request().setScan(scan.setCursor(first.getCursor()))).getScan();

    assertThat(first.getItemsList())
        .extracting(
            item -> item.getValue().getKey() + "=" + item.getValue().getValue().toStringUtf8())
        .containsExactly("a=a", "b=b");
    assertThat(second.getItemsList())
        .extracting(item -> item.getValue().getKey())
        .containsExactly("c");
    assertThat(second.getCursor()).isEmpty();
    ScanRequest.Builder keys =
        ScanRequest.newBuilder().setBucket("conv").setKeysOnly(true).setReverse(true).setTo("c");
    assertThat(ask(request().setScan(keys)).getScan().getKeysList()).containsExactly("b", "a");
    error(ask(request().setScan(keys.setCursor(first.getCursor()))), "bad_cursor", 400);
    error(ask(request().setScan(ScanRequest.newBuilder().setLimit(1_001))), "invalid_request", 400);
  }
}
