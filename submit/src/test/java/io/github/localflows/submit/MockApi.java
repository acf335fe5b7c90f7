package io.github.localflows.submit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The API server of a Kubernetes that keeps what it is given, with two things that the library's mock lacks and Spark needs. */
final class MockApi implements AutoCloseable {
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Kept(), false);

    private final KubernetesClient client;

    MockApi() {
        server.init();
        client = server.createClient();
    }

    /** A client of it. */
    KubernetesClient client() {
        return client;
    }

    String url() {
        return "http://" + server.getHostName() + ":" + server.getPort();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private static final class Kept extends KubernetesCrudDispatcher {
        /** A new pod has a status from the start. */
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            if (!request.getPath().endsWith("/pods")) {
                return super.handleCreate(request);
            }
            GenericKubernetesResource pod =
                    Serialization.unmarshal(request.getUtf8Body(), GenericKubernetesResource.class);
            pod.setAdditionalProperty("status", Map.of("phase", "Pending"));
            return super.handleCreate(with(request, HttpMethod.POST, request.getPath(), Serialization.asJson(pod)));
        }

        @Override
        public boolean isStatusSubresourceEnabledForResource(String path) {
            return !path.endsWith("/pods") && super.isStatusSubresourceEnabledForResource(path);
        }

        /** What is applied and not there is made. A body can be read once. */
        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String body = request.getUtf8Body();
            MockResponse response = super.handlePatch(with(request, HttpMethod.PATCH, request.getPath(), body));
            if (response.code() != HttpURLConnection.HTTP_NOT_FOUND) {
                return response;
            }
            String path = request.getPath().replaceFirst("/[^/]*$", "");
            return super.handleCreate(with(request, HttpMethod.POST, path, body));
        }

        private static RecordedRequest with(RecordedRequest request, HttpMethod method, String path, String body) {
            return new RecordedRequest(
                    request.getHttpVersion(),
                    method,
                    path,
                    request.getHeaders(),
                    new Buffer(body.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
