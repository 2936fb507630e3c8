# What the pages beside this one call things by: . docs/runbooks/names.sh prod inventory
ENVIRONMENT=$1 CONSUMER=$2

# Each stack is read once: the CLI takes about a second for a call.
OUTPUTS=$(aws cloudformation describe-stacks --output text \
  --query "Stacks[?starts_with(StackName, 'Sluice-$ENVIRONMENT-')].[StackName, Outputs[].[OutputKey, OutputValue]]" |
  awk -F'\t' -v OFS='\t' 'NF == 1 { stack = $1 } NF == 2 { print stack, $1, $2 }')
RESOURCES=$(for stack in $(echo "$OUTPUTS" | cut -f1 | sort -u); do
  aws cloudformation list-stack-resources --stack-name "$stack" --output text \
    --query "StackResourceSummaries[].['$stack', ResourceType, LogicalResourceId, PhysicalResourceId]"
done)

# output Storage RawBucket: nothing where the environment hasn't that stack
output() {
  echo "$OUTPUTS" | awk -F'\t' -v stack="Sluice-$ENVIRONMENT-$1" -v key="$2" '$1 == stack && $2 == key { print $3 }'
}

# resource Shelves AWS::SQS::Queue ReorderQueue: the one of that name, or else those whose names begin so
resource() {
  echo "$RESOURCES" | awk -F'\t' -v stack="Sluice-$ENVIRONMENT-$1" -v type="$2" -v name="$3" '
    $1 == stack && $2 == type && substr($3, 1, length(name)) == name {
      if (length($3) == length(name) + 8) named = $4; else alike = alike (alike ? "\t" : "") $4
    }
    END { print named ? named : alike }'
}

TITLE=$(echo "$CONSUMER" | awk '{ print toupper(substr($0, 1, 1)) substr($0, 2) }')
RAW=$(output Storage RawBucket)
QUARANTINE=$(output Storage QuarantineBucket)
FAILURES=$(output Storage FailuresBucket)
KEY=$(resource Storage AWS::KMS::Key "")
STREAM=$(output Stream StreamName)
DELIVERY=$(resource Stream AWS::KinesisFirehose::DeliveryStream "")
DELIVERY_LOG=$(resource Stream AWS::Logs::LogGroup Archive)
PUSH_API=Sluice-$ENVIRONMENT-Push
PUSH_LOG=$(resource Push AWS::Logs::LogGroup PushAccess)
PUSH_FAULTS=$(resource Push AWS::Logs::LogGroup PushFaults)
PUSH_PLAN=$(resource Push AWS::ApiGateway::UsagePlan "")
LEDGER=$(output Consumers "${TITLE}Ledger")
# A database's changes are folded in a stack of their own.
case "$CONSUMER" in cdc) IN=Database ;; fraud) IN=Fraud ;; shelves) IN=Shelves ;; *) IN=Consumers ;; esac
FUNCTION=$(resource "$IN" AWS::Lambda::Function "$TITLE")
MAPPING=$(resource "$IN" AWS::Lambda::EventSourceMapping "$TITLE")
LOG=$(resource "$IN" AWS::Logs::LogGroup "$TITLE")
CHANGES=$(output Database ChangesStream)
REPLICATION=$(output Database ReplicationConfigArn)
REPLICATION_NAME=$(output Database ReplicationName)
REPLICATION_ID=$(echo "$REPLICATION" | cut -d: -f5):$REPLICATION_NAME
REPLICATION_LOG=dms-serverless-replication-$REPLICATION_NAME
REPLICATION_FAILED=$(resource Database AWS::SQS::Queue Failed)
SOURCE_SECRET=$(output Database SourceSecret)
ROTATION_LOG=$(resource Database AWS::Logs::LogGroup Rotation)
COMPARE=$(output Database ComparisonFunction)
COMPARE_LOG=$(resource Database AWS::Logs::LogGroup Comparison)
FOLD=$(output Database FoldDatabaseJob)
FOLD_FAILED=$(resource Database AWS::SQS::Queue FoldedFailed)
DATABASE_UNDELIVERED=$(resource Database AWS::SQS::Queue Undelivered)
BREAK_GLASS_ROLE=$(output Storage BreakGlassRoleArn | awk -F/ '{ print $NF }')
BREAK_GLASS_USES=$(resource Monitoring AWS::SQS::Queue BreakGlassNotices)
BREAK_GLASS_UNDELIVERED=$(resource Monitoring AWS::SQS::Queue BreakGlassUndelivered)
LANDING=$(output Storage LandingBucket)
INGEST=$(output Lake IngestStoreFilesJob)
CURATE=$(output Lake CurateSalesJob)
CLOSE=$(output Lake CloseDayJob)
DATABASE=$(output Lake Database)
WORK_GROUP=$(output Lake WorkGroup)
NOT_STARTED=$(resource Lake AWS::SQS::Queue NotStarted)
JOBS_FAILED=$(resource Lake AWS::SQS::Queue RunsFailed)
PASSED=$(resource Lake AWS::SQS::Queue QualityPassed)
BUS=$(output Events BusName)
BUS_ARCHIVE=$(resource Events AWS::Events::Archive "")
CASES=$(output Fraud CasesQueue)
HASH_KEYS=$(output Fraud HashKeysSecret)
HASH_KEYS_LOG=$(resource Fraud AWS::Logs::LogGroup HashKeys)
ORDERS=$(resource Shelves AWS::SQS::Queue ReorderQueue)
ORDERS_GIVEN_UP=$(resource Shelves AWS::SQS::Queue ReorderQueueDeadLetters)
ORDERS_RULE=$(resource Shelves AWS::Events::Rule Orders)
REORDER=$(resource Shelves AWS::Lambda::Function Reorder)
REORDER_LOG=$(resource Shelves AWS::Logs::LogGroup Reorder)
REPLAY_MACHINE=$(output Replay ReplayMachine)
REPLAYS=$(output Replay ReplaysTable)
REPLAY_LOG=$(resource Replay AWS::Logs::LogGroup ReplaysFunction)
UNDELIVERED=$(resource Shelves AWS::SQS::Queue UndeliveredOrders)
ACCESS_LOG=$(resource Storage AWS::S3::Bucket AccessLog)
MANIFEST=$(resource Replay AWS::Lambda::Function Manifest)
MANIFEST_LOG=$(resource Replay AWS::Logs::LogGroup Manifest)
MANIFEST_RULE=$(resource Replay AWS::Events::Rule Manifest)
QUEUE_SOURCE=$(resource Sources AWS::Lambda::Function QueueSource)
QUEUE_SOURCE_LOG=$(resource Sources AWS::Logs::LogGroup QueueSource)
DEVICE_SOURCE_LOG=$(resource Sources AWS::Logs::LogGroup DeviceSource)
DEVICE_RULE=$(resource Sources AWS::IoT::TopicRule DeviceSourceOwn)
DEVICE_FAILED=$(resource Sources AWS::SQS::Queue DeviceSourceFailedF)
API_SOURCE_LOG=$(resource Sources AWS::Logs::LogGroup ApiSource)
API_CHECKPOINTS=$(output Sources ApiCheckpoints)
API_TOKEN=$(output Sources ApiTokenSecret)
NOT_ENTERED=$(resource Replay AWS::SQS::Queue Manifest)
BACKFILL_QUEUE=$(output Backfill BackfillQueue)
BACKFILL_JOB=$(output Backfill BackfillJob)
BACKFILL_CHILDREN=$(output Backfill BackfillChildren)
BACKFILL_LOG=$(resource Backfill AWS::Logs::LogGroup Job)
BACKFILL_FAILED=$(resource Backfill AWS::SQS::Queue NoticesFailed)
BACKFILL_NOT_RUNNING=$(resource Backfill AWS::SQS::Queue NoticesNotRunning)
WORKGROUP=$(output Warehouse WarehouseWorkgroup)
LOADER=$(output Warehouse WarehouseLoader)
LOADER_LOG=$(resource Warehouse AWS::Logs::LogGroup Loader)
SETUP=$(output Warehouse WarehouseSetup)
SETUP_LOG=$(resource Warehouse AWS::Logs::LogGroup Setup)
NOT_DONE=$(resource Warehouse AWS::SQS::Queue NotDone)

# highest AWS/Lambda IteratorAge Name=FunctionName,Value=$FUNCTION: the last hour, in steps of five minutes
measure() {
  aws cloudwatch get-metric-statistics --namespace "$2" --metric-name "$3" --dimensions "${@:4}" \
    --statistics "$1" --period 300 --start-time "$(date -ud '1 hour ago' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" \
    --query "sort_by(Datapoints, &Timestamp)[].[Timestamp, $1]" --output text
}
highest() { measure Maximum "$@"; }
total() { measure Sum "$@"; }

# logged 'filter pattern' [log group]: what was logged in the last hour
logged() {
  aws logs filter-log-events --log-group-name "${2-$LOG}" --filter-pattern "$1" \
    --start-time "$(date -d '1 hour ago' +%s)000" --query 'events[].message' --output text
}

# letters "$CASES": ten messages of a queue, which the queue hides for a minute
letters() {
  aws sqs receive-message --queue-url "$1" --max-number-of-messages 10 --visibility-timeout 60 \
    --message-attribute-names All --query 'Messages[].[MessageAttributes.ERROR_CODE.StringValue, Body]' --output text
}

# given_up QueueSourceQueueDeadLetters: the ARN of a source's dead letters
given_up() {
  aws sqs get-queue-attributes --queue-url "$(resource Sources AWS::SQS::Queue "$1")" --attribute-names QueueArn \
    --query Attributes.QueueArn --output text
}

# runs "$CURATE": a job's last runs
runs() {
  aws glue get-job-runs --job-name "$1" --max-results 8 --output text \
    --query 'JobRuns[].[StartedOn, JobRunState, ExecutionTime, ErrorMessage]'
}

# ask 'SELECT ...': what the tables say, at the limits of the workgroup
ask() {
  local asked
  asked=$(aws athena start-query-execution --work-group "$WORK_GROUP" --query-string "$1" \
    --query-execution-context "Database=$DATABASE" --query QueryExecutionId --output text)
  until [[ $(aws athena get-query-execution --query-execution-id "$asked" \
    --query QueryExecution.Status.State --output text) =~ SUCCEEDED|FAILED|CANCELLED ]]; do sleep 1; done
  aws athena get-query-results --query-execution-id "$asked" --query 'ResultSet.Rows[].Data[].VarCharValue' \
    --output text
}
