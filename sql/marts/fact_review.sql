-- Requests for review and for final review, with the breakdowns of the case whose reply was reviewed.
-- grain: case × review
with requests as (
    select
        case_id, 'review' as review, review_requested_on as requested_on, review_opinion_on as opinion_on,
        review_result as result
    from staging.case
    where review_requested_on is not null or review_opinion_on is not null
    union all
    select
        case_id, 'final_review' as review, final_requested_on as requested_on, final_opinion_on as opinion_on,
        final_result as result
    from staging.case
    where final_requested_on is not null or final_opinion_on is not null
),

due as (
    select
        q.*,
        w.rule_id,
        case
            when w.is_working = 0 and b.deadline_rollover = 0 then q.requested_on + w.days
            else d.due_on
        end as due_on,
        coalesce(d.missing_year, year(case when w.is_working = 1 then q.requested_on else q.requested_on + w.days end)) as calendar_year
    from requests q
    inner join staging.case s on s.case_id = q.case_id
    cross join config.build b
    left join config.clock_rule w
        on w.step = 'review' and s.registered_on >= w.valid_from and s.registered_on <= w.valid_to
    left join core.due_day d on d.rule_id = w.rule_id and d.start_on = q.requested_on
),

reasons as (
    select
        q.*,
        c.not_counted,
        case
            when c.not_counted is not null then c.not_counted
            when q.requested_on is null then 'request_without_date'
            when q.due_on is null and q.calendar_year is not null
                then concat('no_holiday_calendar:', cast(q.calendar_year as varchar))
            when q.due_on is null then 'no_deadline'
            when q.due_on > b.clock_on then 'not_yet_due'
        end as in_time_x,
        case
            when c.not_counted is not null then c.not_counted
            when q.opinion_on is null then 'no_opinion'
            when q.result is null or q.result not in ('upheld', 'changed', 'revoked') then 'result_unknown'
        end as changed_x
    from due q
    inner join core.case c on c.case_id = q.case_id
    cross join config.build b
)

select
    c.matter_key,
    c.reconstructed,
    c.township,
    c.department,
    c.department_group,
    c.topic_1,
    c.topic_2,
    c.topic_3,
    c.channel,
    c.level,
    c.purpose,
    c.source,
    r.review,
    coalesce(r.requested_on, r.opinion_on) as requested_on,
    coalesce(r.due_on, r.requested_on, r.opinion_on) as due_on,
    coalesce(r.opinion_on, r.requested_on) as opinion_on,
    case when r.not_counted is null then 1 end as review_requests_n,
    r.not_counted as review_requests_x,
    case when r.in_time_x is null then case when r.opinion_on <= r.due_on then 1 else 0 end end as review_in_time_n,
    case when r.in_time_x is null then 1 end as review_in_time_d,
    r.in_time_x as review_in_time_x,
    case when r.changed_x is null then case when r.result in ('changed', 'revoked') then 1 else 0 end end as review_changed_share_n,
    case when r.changed_x is null then 1 end as review_changed_share_d,
    r.changed_x as review_changed_share_x
from reasons r
inner join core.case c on c.case_id = r.case_id
