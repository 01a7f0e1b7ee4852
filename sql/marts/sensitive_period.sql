-- Named periods of the office; a name that several years use carries its year.
-- grain: period
select
    case
        when count(*) over (partition by period_name) > 1
            then concat(cast(year(starts_on) as varchar), '年', period_name)
        else period_name
    end as period_name,
    starts_on,
    ends_on,
    lead_days,
    period_status,
    period_source
from staging.sensitive_period
