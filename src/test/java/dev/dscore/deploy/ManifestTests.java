package dev.dscore.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests are what Kubernetes' own API has, to the field, and what they say of the image is so. */
class ManifestTests {
    private static final Path FOLDER = Path.of("deploy/kubernetes");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "Namespace", Namespace.class,
            "Deployment", Deployment.class,
            "Service", Service.class,
            "Ingress", Ingress.class,
            "HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "NetworkPolicy", NetworkPolicy.class);

    // the models keep unknown fields in a bag; without it they are errors
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    private static HasMetadata strict(Map<String, Object> manifest) {
        return STRICT.convertValue(manifest, KINDS.get(String.valueOf(manifest.get("kind"))));
    }

    private static <T> T manifest(String file, Class<T> kind) throws IOException {
        return kind.cast(strict(yaml(FOLDER.resolve(file))));
    }

    @Test
    void everyManifestIsListedAndIsWhatKubernetesHas() throws IOException {
        List<?> resources = (List<?>) yaml(FOLDER.resolve("kustomization.yaml")).get("resources");
        assertThat(resources).hasSize(KINDS.size());
        for (Object resource : resources) {
            HasMetadata manifest = strict(yaml(FOLDER.resolve(resource.toString())));
            assertThat(manifest.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(manifest.getClass()));
            assertThat(manifest.getMetadata().getName()).isEqualTo("dscore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicass: 2", "template: {spec: {containerz: []}}", "replicas: many"})
    void whatKubernetesDoesNotHaveIsAnError(String spec) {
        Map<String, Object> manifest = new Yaml().load("{kind: Deployment, apiVersion: apps/v1, spec: {" + spec + "}}");
        assertThatThrownBy(() -> strict(manifest)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSelectorsSelectTheCopies() throws IOException {
        Deployment deployment = manifest("deployment.yaml", Deployment.class);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels).isNotEmpty();
        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(manifest("service.yaml", Service.class).getSpec().getSelector())
                .isEqualTo(labels);
        assertThat(manifest("disruption.yaml", PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(manifest("network.yaml", NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(manifest("autoscaler.yaml", HorizontalPodAutoscaler.class)
                        .getSpec()
                        .getScaleTargetRef()
                        .getName())
                .isEqualTo(deployment.getMetadata().getName());
    }

    @Test
    void theCopiesRunAsTheImageHasItAndCanDoNothingElse() throws IOException {
        var pod = manifest("deployment.yaml", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        Container container = pod.getContainers().get(0);
        String image = Files.readString(Path.of("Dockerfile"));
        assertThat(image)
                .contains("--uid " + pod.getSecurityContext().getRunAsUser() + " ")
                .contains("EXPOSE " + container.getPorts().get(0).getContainerPort());
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        // without a folder of its own that can be written, each start would unpack 400 MB into /tmp
        assertThat(image).contains("javacpp.cachedir=/app/cache");
        assertThat(container.getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/app/cache"));
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(container.getEnvFrom().get(0).getSecretRef().getName()).isEqualTo("dscore-keys");
        assertThat(List.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe()))
                .allSatisfy(probe -> assertThat(probe.getHttpGet().getPath()).startsWith("/actuator/health/"));
    }

    /** The service leaves slow clients to what stands in front of it. */
    @Test
    void bodiesAndAnswersAreBufferedInFrontOfTheService() throws IOException {
        Ingress ingress = manifest("ingress.yaml", Ingress.class);
        assertThat(ingress.getMetadata().getAnnotations())
                .containsEntry("nginx.ingress.kubernetes.io/proxy-request-buffering", "on")
                .containsEntry("nginx.ingress.kubernetes.io/proxy-buffering", "on");
        assertThat(ingress.getSpec()
                        .getRules()
                        .get(0)
                        .getHttp()
                        .getPaths()
                        .get(0)
                        .getBackend()
                        .getService()
                        .getName())
                .isEqualTo(manifest("service.yaml", Service.class).getMetadata().getName());
        assertThat(Files.readString(Path.of("deploy/nginx.conf")))
                .contains("client_body_timeout", "send_timeout", "limit_conn clients")
                .containsOnlyOnce("proxy_request_buffering off");
    }

    @Test
    void theKeysOfTheExampleAreNobodys() throws IOException {
        Properties keys = new Properties();
        keys.load(Files.newBufferedReader(FOLDER.resolve("keys.env")));
        assertThat(keys.getProperty("DSCORE_KEYS_0_SHA256")).isEqualTo("0".repeat(64));
        assertThat(keys.getProperty("DSCORE_KEYS_0_ROLE")).isEqualTo("check");
    }

    @Test
    void theCompositionRunsTheImageBehindTheBalancer() throws IOException {
        Map<String, Object> services = section(yaml(Path.of("deploy/compose.yaml")), "services");
        assertThat(services).containsOnlyKeys("dscore", "nginx");
        assertThat(section(services, "dscore")).containsEntry("read_only", true);
        assertThat(Files.readString(Path.of("deploy/nginx.conf"))).contains("server dscore:8080");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
