package io.github.cloudstackreactive.call;

import static io.github.cloudstackreactive.support.ScriptedTransport.ok;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobOutcome;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.support.PublisherTck;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The outcomes of many commands, which come on several threads. */
public class BulkFluxTckTest extends PublisherTck<JobOutcome<BulkFluxTckTest.Machine>> {

    record Machine(String id) {}

    @Override
    public Publisher<JobOutcome<Machine>> createPublisher(long elements) {
        return outcomes(Flux.range(0, (int) elements).map(each -> Command.async("stopVirtualMachine", Machine.class)));
    }

    private static BulkFlux<Machine> outcomes(Flux<AsyncCommand<Machine>> commands) {
        ScriptedTransport wire = new ScriptedTransport(
                asked -> ok("{\"r\":{\"virtualmachine\":{\"id\":\"vm\"}}}").publishOn(Schedulers.parallel()));
        return new Wiring(
                        wire,
                        Authenticator.none(),
                        Clock.systemUTC(),
                        ExchangeSettings.DEFAULT,
                        JobSettings.DEFAULT,
                        500)
                .submitAll(commands, 4);
    }

    @Override
    public Publisher<JobOutcome<Machine>> createFailedPublisher() {
        return outcomes(Flux.error(new IllegalStateException("no commands")));
    }
}
