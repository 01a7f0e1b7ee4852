-- Named periods of the office; a name that several years use carries its year. A period inside another one by whose
-- name its own begins is a phase of it: a phase ends where the next one begins, and that day belongs to the next.
-- grain: period
with phases as (
    select p.period_name, p.starts_on, c.period_name as campaign, c.starts_on as campaign_on
    from staging.sensitive_period p
    inner join staging.sensitive_period c
        on p.period_name <> c.period_name
        and substr(p.period_name, 1, length(c.period_name)) = c.period_name
        and p.starts_on >= c.starts_on
        and p.ends_on <= c.ends_on
),

followed as (
    select p.period_name, p.starts_on
    from phases p
    inner join staging.sensitive_period s on s.period_name = p.period_name and s.starts_on = p.starts_on
    inner join phases n on n.campaign = p.campaign and n.campaign_on = p.campaign_on and n.starts_on = s.ends_on
    where s.ends_on > s.starts_on
    group by p.period_name, p.starts_on
)

select
    case
        when count(*) over (partition by s.period_name) > 1
            then concat(cast(year(s.starts_on) as varchar), '年', s.period_name)
        else s.period_name
    end as period_name,
    s.starts_on,
    case when f.starts_on is null then s.ends_on else s.ends_on - 1 end as ends_on,
    s.lead_days,
    s.period_status,
    s.period_source
from staging.sensitive_period s
left join followed f on f.period_name = s.period_name and f.starts_on = s.starts_on
